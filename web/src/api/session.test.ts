import { beforeEach, expect, test, vi } from "vitest";

type Tab = typeof import("./session");

/** Opens a tab at an address: a page of its own, with a storage of its own. */
async function open(hash = ""): Promise<Tab & { kept: Map<string, string> }> {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal("location", { hash, pathname: "/", search: "?map=welcome" });
  vi.stubGlobal("addEventListener", (_: string, listener: () => void) => {
    hashChanges = listener;
  });
  vi.resetModules();
  return { ...(await import("./session")), kept };
}

/** In the tab that was opened last. */
let hashChanges: () => void;

const shown = vi.fn();

beforeEach(() => {
  shown.mockClear();
  vi.stubGlobal("history", { state: null, replaceState: shown });
});

test("a token behind the address signs in, and is taken out of the address", async () => {
  const tab = await open("#token=from-address");
  expect(tab.token.value).toBe("from-address");
  expect(tab.kept.get("footfall.token")).toBe("from-address");
  expect(shown).toHaveBeenCalledWith(null, "", "/?map=welcome");
  tab.signOut();
});

test("so does one that is pasted into a tab that shows the page already", async () => {
  const tab = await open();
  const reload = vi.fn();
  vi.stubGlobal("location", { hash: "#token=pasted", pathname: "/", search: "?map=welcome", reload });
  hashChanges();
  expect(tab.kept.get("footfall.token")).toBe("pasted");
  expect(shown).toHaveBeenCalledWith(null, "", "/?map=welcome");
  expect(reload).toHaveBeenCalled();
});

test("a second tab is signed in by the first, and signed out with it", async () => {
  const first = await open("#token=from-address");
  const second = await open();
  await vi.waitFor(() => expect(second.token.value).toBe("from-address"));
  first.signOut();
  expect(first.signedOutBecause.value).toBeNull();
  await vi.waitFor(() => expect(second.token.value).toBeNull());
  expect(second.signedOutBecause.value).toBe("You signed out in another tab.");
});

test("signing in signs in the tabs that wait, and no others", async () => {
  const waiting = await open();
  const other = await open("#token=of-its-own");
  await vi.waitFor(() => expect(waiting.isAsking.value).toBe(false));
  other.endSession();
  const third = await open("#token=kept");
  waiting.signIn("given");
  await vi.waitFor(() => expect(other.token.value).toBe("given"));
  expect(third.token.value).toBe("kept");
  waiting.signOut();
});

test("a session that ends says whether it came with the address, and ends in its own tab only", async () => {
  const first = await open("#token=from-address");
  const second = await open("#token=of-its-own");
  first.endSession();
  first.endSession();
  expect(first.signedOutBecause.value).toBe(
    "The sign-in that came with the address has ended, or was never valid.",
  );
  second.signIn("given");
  second.endSession();
  expect(second.signedOutBecause.value).toBe("Your sign-in has ended. Sign in again.");
});
