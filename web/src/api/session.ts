import { signal } from "@preact/signals";

/** Under which name the tab keeps its token; GraphiQL, in the same tab, is signed in by it, too. */
const KEPT = "footfall.token";

/** The bearer token of this tab; null: nobody is signed in. */
export const token = signal<string | null>(fromAddress() ?? sessionStorage.getItem(KEPT));

/** Why nobody is signed in any more, to be said above the sign-in box. */
export const signedOutBecause = signal<string | null>(null);

export function signIn(given: string): void {
  sessionStorage.setItem(KEPT, given);
  signedOutBecause.value = null;
  token.value = given;
}

export function signOut(because: string | null = null): void {
  sessionStorage.removeItem(KEPT);
  signedOutBecause.value = because;
  token.value = null;
}

/** A token behind `#token=` is taken out of the address at once: nobody shall bookmark or share it. */
function fromAddress(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  sessionStorage.setItem(KEPT, given);
  return given;
}
