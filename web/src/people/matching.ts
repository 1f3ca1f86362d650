/** Who is found by what is typed. */
export interface Searchable {
  readonly key: string;
  readonly name: string | null;
  readonly email: string | null;
}

const MARKS = /\p{M}/gu;
const IN_WORD = /[\p{L}\p{N}]/u;

/** Without case and accents: `José` is found by `jose`. */
const fold = (text: string): string => text.normalize("NFKD").replace(MARKS, "").toLowerCase();

/**
 * A test for contacts, or null where nothing is asked for.
 *
 * Each of the words typed must begin a word of the name, the key or the e-mail address.
 */
export function matching(typed: string): ((contact: Searchable) => boolean) | null {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  return ({ name, key, email }) => {
    const texts = [name, key, email].flatMap((text) => (text === null ? [] : [fold(text)]));
    return words.every((word) => texts.some((text) => hasWord(text, word)));
  };
}

/** Whether `start` stands in `text` where a word begins. */
function hasWord(text: string, start: string): boolean {
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    if (at === 0 || !IN_WORD.test(text.charAt(at - 1))) return true;
  }
  return false;
}
