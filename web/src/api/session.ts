import { signal } from "@preact/signals";

/** Under which name the tab keeps its token; GraphiQL, in the same tab, is signed in by it, too. */
const KEPT = "footfall.token";

/** Other tabs answer within a few milliseconds, or not at all. */
const ANSWERED_WITHIN = 250;

/** What the tabs of this origin say to each other. */
type Said = { is: "asking" } | { is: "signed in"; token: string } | { is: "signed out" };

const given = fromAddress();

/** The bearer token of this tab; null: nobody is signed in. */
export const token = signal<string | null>(given ?? sessionStorage.getItem(KEPT));

/** Whether another tab may still hand over its token. */
export const isAsking = signal(token.value === null);

/** Why nobody is signed in any more, to be said above the sign-in box. */
export const signedOutBecause = signal<string | null>(null);

/**
 * A second tab is signed in by the first: it asks, and a tab that is signed in answers. A token is kept by tabs alone,
 * for as long as they are open, so there is nothing that a later visitor of this browser could find. Only pages of
 * this very origin hear the channel, and they could read their tab's token anyway.
 */
const tabs = new BroadcastChannel("footfall.session");

tabs.onmessage = ({ data: said }: MessageEvent<Said>) => {
  if (said.is === "asking" && token.value !== null) tell({ is: "signed in", token: token.value });
  if (said.is === "signed in" && token.value === null) keep(said.token);
  if (said.is === "signed out" && token.value !== null) forget("You signed out in another tab.");
};

/** An address with a token, pasted into a tab that shows the page already: a browser does not load it anew by itself. */
addEventListener("hashchange", () => {
  if (fromAddress() !== null) location.reload();
});

if (isAsking.value) {
  tell({ is: "asking" });
  setTimeout(() => {
    isAsking.value = false;
  }, ANSWERED_WITHIN);
}

/** Signs in this tab, and those that wait at their sign-in box. */
export function signIn(bearer: string): void {
  keep(bearer);
  tell({ is: "signed in", token: bearer });
}

/** Signs out all tabs. */
export function signOut(): void {
  forget(null);
  tell({ is: "signed out" });
}

/** The API does not take this tab's token any more; another tab may have a token of its own. */
export function endSession(): void {
  if (token.value === null) return;
  forget(
    token.value === given
      ? "The sign-in that came with the address has ended, or was never valid."
      : "Your sign-in has ended. Sign in again.",
  );
}

function keep(bearer: string): void {
  sessionStorage.setItem(KEPT, bearer);
  signedOutBecause.value = null;
  token.value = bearer;
}

function forget(because: string | null): void {
  sessionStorage.removeItem(KEPT);
  signedOutBecause.value = because;
  token.value = null;
}

function tell(said: Said): void {
  tabs.postMessage(said);
}

/** A token behind `#token=` is taken out of the address at once: nobody shall bookmark or share it. */
function fromAddress(): string | null {
  const behind = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!behind) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  sessionStorage.setItem(KEPT, behind);
  return behind;
}
