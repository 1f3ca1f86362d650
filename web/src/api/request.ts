import type { TypedDocumentString } from "../generated/graphql";
import { Failure, type GraphQLProblem } from "./errors";
import { endSession, token } from "./session";

interface Answer<Result> {
  data?: Result | null;
  errors?: GraphQLProblem[];
}

/**
 * Asks once, over HTTP.
 *
 * Throws Failure: the first error of the answer, or that nobody answered. Who is not known any more is signed out.
 */
export async function request<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { signal, bearer = token.value }: { signal?: AbortSignal; bearer?: string | null } = {},
): Promise<Result> {
  const answer = await ask<Result>(document.toString(), variables, bearer, signal);
  const problem = answer.errors?.[0];
  if (problem) {
    const failure = Failure.of(problem);
    if (failure.code === "UNAUTHENTICATED" && bearer === token.value) endSession();
    throw failure;
  }
  if (!answer.data) throw Failure.unreachable();
  return answer.data;
}

async function ask<Result>(
  query: string,
  variables: unknown,
  bearer: string | null,
  signal?: AbortSignal,
): Promise<Answer<Result>> {
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: { authorization: `Bearer ${bearer ?? ""}`, "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
      ...(signal && { signal }),
    });
    return (await response.json()) as Answer<Result>;
  } catch (broken) {
    if (signal?.aborted) throw broken;
    throw Failure.unreachable();
  }
}
