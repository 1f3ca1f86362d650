import { type Failure, inWords } from "../api/errors";
import { mayAct } from "../api/roles";
import type { Role } from "../generated/graphql";

/** The key or token in what was pasted: it may be the whole address that `make run` prints. */
export function bearerIn(pasted: string): string {
  const text = pasted.trim();
  const behind = text.includes("#token=") ? text.slice(text.indexOf("#") + 1) : null;
  return behind === null ? text : (new URLSearchParams(behind).get("token") ?? "");
}

/** Whether it could be sent at all: a header takes nothing else. */
export const isSendable = (bearer: string): boolean => /^[\x21-\x7e]+$/.test(bearer);

export const NOT_VALID = "This key or token is not valid.";

const MAY_NOT_READ = "This key may not read reports. Ask for one that has at least the role VIEWER.";

/** The role of the page's token: as much as acting on groups needs where the key has it, or else to read. */
export const roleOfToken = (role: Role): Role => (mayAct(role) ? "EDITOR" : "VIEWER");

/** Why signing in was refused, in words. */
export function whyRefused(failure: Failure): string {
  if (failure.code === "UNAUTHENTICATED") return NOT_VALID;
  return failure.code === "FORBIDDEN" ? MAY_NOT_READ : inWords(failure);
}
