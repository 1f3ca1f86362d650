import { signal } from "@preact/signals";
import { type Client, type CloseCode, createClient } from "graphql-ws";
import type { TypedDocumentString } from "../generated/graphql";
import { Failure, type GraphQLProblem } from "./errors";
import { endSession, token } from "./session";

export type Connection = "connecting" | "connected" | "reconnecting";

/** Of the one socket that all subscriptions of the page share. */
export const connection = signal<Connection>("connecting");

const UNAUTHORIZED: CloseCode = 4401;
const NOBODY_FOLLOWS = 1000;
const LONGEST_WAIT = 5_000;
const KEEP_ALIVE = 10_000;
const PONG_WITHIN = 5_000;

let overdue: ReturnType<typeof setTimeout> | undefined;
let connectNow = () => {};

/** What docs/live.md tells every client to set: it connects again for ever and notices a network that was cut. */
const client: Client = createClient({
  url: () => `${location.origin.replace(/^http/, "ws")}/graphql`,
  connectionParams: () => ({ authorization: `Bearer ${token.value ?? ""}` }),
  shouldRetry: () => true,
  retryAttempts: Number.POSITIVE_INFINITY,
  retryWait: (retries) =>
    new Promise((resolve) => {
      connectNow = resolve;
      setTimeout(resolve, Math.min(250 * 2 ** retries, LONGEST_WAIT) * (0.5 + Math.random() / 2));
    }),
  keepAlive: KEEP_ALIVE,
  on: {
    connected: () => {
      connection.value = "connected";
    },
    ping: (received) => {
      if (!received) overdue = setTimeout(() => client.terminate(), PONG_WITHIN);
    },
    pong: (received) => {
      if (received) clearTimeout(overdue);
    },
    closed: (event) => {
      clearTimeout(overdue);
      const code = isCloseEvent(event) ? event.code : null;
      connection.value = code === NOBODY_FOLLOWS ? "connecting" : "reconnecting";
      if (code === UNAUTHORIZED) endSession();
    },
  },
});

addEventListener("online", () => connectNow());

/** Connects again at once, if the page is waiting for its next try. */
export function retryNow(): void {
  connectNow();
}

/**
 * Follows a subscription until the returned function is called; reconnecting is not the caller's matter.
 *
 * `onFailure` gets what was refused; there is nothing after it.
 */
export function subscribe<Result, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  onNext: (result: Result) => void,
  onFailure: (failure: Failure) => void,
): () => void {
  return client.subscribe<Result>(
    { query: document.toString(), variables },
    {
      next: ({ data, errors }) => {
        const problem = errors?.[0] as GraphQLProblem | undefined;
        if (problem) onFailure(Failure.of(problem));
        else if (data) onNext(data);
      },
      error: (refused) => onFailure(asFailure(refused)),
      complete: () => {},
    },
  );
}

function asFailure(refused: unknown): Failure {
  if (Array.isArray(refused) && refused.length > 0) return Failure.of(refused[0] as GraphQLProblem);
  if (isCloseEvent(refused) && refused.code === UNAUTHORIZED) {
    return new Failure("Your sign-in has ended", { code: "UNAUTHENTICATED" });
  }
  return Failure.unreachable();
}

function isCloseEvent(event: unknown): event is CloseEvent {
  return typeof event === "object" && event !== null && "code" in event;
}
