import type { Fetcher, FetcherOpts, FetcherParams } from "@graphiql/toolkit";
import { type FormattedExecutionResult, getOperationAST } from "graphql";
import { createClient } from "graphql-ws";
import { endSession } from "../api/session";

const INTROSPECTION = "IntrospectionQuery";

const SIGN_IN = problem("Sign in above, or write an Authorization header under Headers.");
const NO_INTROSPECTION = problem(
  "This server does not tell its schema (FOOTFALL_INTROSPECTION=false), so nothing is completed or " +
    "documented here. Operations run as ever.",
);

/** Asks over HTTP and subscribes over a WebSocket: with this token, unless the Headers name another. */
export function fetcherFor(bearer: string | null): Fetcher {
  const fetcher = (params: FetcherParams, { headers: own, documentAST }: FetcherOpts = {}) => {
    const headers = new Headers(bearer ? { authorization: `Bearer ${bearer}` } : {});
    for (const [name, value] of Object.entries(own ?? {})) headers.set(name, String(value));
    if (!headers.has("authorization")) return SIGN_IN;
    const operation = documentAST && getOperationAST(documentAST, params.operationName);
    if (operation?.operation === "subscription") return subscribe(params, headers);
    return ask(params, headers, bearer);
  };
  return fetcher as Fetcher; // errors are as they come over the wire, which its type does not know
}

async function ask(params: FetcherParams, headers: Headers, bearer: string | null) {
  headers.set("accept", "application/graphql-response+json, application/json;q=0.9");
  headers.set("content-type", "application/json");
  const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(params) });
  const answer: FormattedExecutionResult = await response.json();
  const code = answer.errors?.[0]?.extensions?.code;
  if (code === "UNAUTHENTICATED" && headers.get("authorization") === `Bearer ${bearer}`) endSession();
  const isHidden = params.operationName === INTROSPECTION && code === "GRAPHQL_VALIDATION_FAILED";
  return isHidden ? NO_INTROSPECTION : answer;
}

/** On a socket of its own, which closes when nobody listens any more. */
async function* subscribe({ query, operationName, variables }: FetcherParams, headers: Headers) {
  const client = createClient({
    url: `${location.origin.replace(/^http/, "ws")}/graphql`,
    connectionParams: Object.fromEntries(headers),
  });
  try {
    yield* client.iterate({ query, operationName, variables });
  } catch (refused) {
    if (!(refused instanceof CloseEvent)) throw refused;
    throw new Error(`The socket was closed: ${refused.code} ${refused.reason}`);
  }
}

function problem(message: string): FormattedExecutionResult {
  return { errors: [{ message }] };
}
