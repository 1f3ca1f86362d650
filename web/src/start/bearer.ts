import { type Failure, inWords } from "../api/errors";

/** The key or token in what was pasted: it may be the whole address that `make run` prints. */
export function bearerIn(pasted: string): string {
  const text = pasted.trim();
  const behind = text.includes("#token=") ? text.slice(text.indexOf("#") + 1) : null;
  return behind === null ? text : (new URLSearchParams(behind).get("token") ?? "");
}

/** Whether it could be sent at all: a header takes nothing else. */
export const isSendable = (bearer: string): boolean => /^[\x21-\x7e]+$/.test(bearer);

export const NOT_VALID = "This key or token is not valid.";

/** Why signing in was refused, in words. */
export function whyRefused(failure: Failure): string {
  return failure.code === "UNAUTHENTICATED" ? NOT_VALID : inWords(failure);
}
