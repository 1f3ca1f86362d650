import { parse } from "graphql";
import { expect, test, vi } from "vitest";

vi.stubGlobal("location", new URL("http://footfall.example.org/graphql"));
vi.stubGlobal("sessionStorage", { getItem: () => null, removeItem: () => {} });
vi.stubGlobal("addEventListener", () => {});
const { fetcherFor } = await import("./fetcher");

const QUERY = { query: "query Q { __typename }", operationName: "Q" };

function answering(answer: object): void {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => Response.json(answer)),
  );
}

function sentAuthorization(): string | null {
  const [, request] = vi.mocked(fetch).mock.calls[0] ?? [];
  return new Headers(request?.headers).get("authorization");
}

test("the token of the tab is sent, unless the Headers name another", async () => {
  answering({ data: { __typename: "Query" } });
  const options = { documentAST: parse(QUERY.query), headers: { Authorization: "Bearer other" } };
  expect(await fetcherFor("mine")(QUERY)).toEqual({ data: { __typename: "Query" } });
  expect(sentAuthorization()).toBe("Bearer mine");
  answering({});
  await fetcherFor("mine")(QUERY, options);
  expect(sentAuthorization()).toBe("Bearer other");
});

test("without either nobody is asked", async () => {
  answering({});
  const told = await fetcherFor(null)(QUERY);
  expect(told).toEqual({
    errors: [{ message: "Sign in above, or write an Authorization header under Headers." }],
  });
  expect(fetch).not.toHaveBeenCalled();
});

test("a server that hides its schema is said to", async () => {
  answering({ errors: [{ message: "no", extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] });
  const told = await fetcherFor("mine")({ query: "{ __schema }", operationName: "IntrospectionQuery" });
  expect(JSON.stringify(told)).toContain("FOOTFALL_INTROSPECTION=false");
});
