import "graphiql/setup-workers/vite";
import "./styles";

import { computed, effect } from "@preact/signals";
import { GraphiQL, type GraphiQLProps } from "graphiql";
import { h, render } from "preact";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { token } from "../api/session";
import { theme } from "../start/theme";
import { Bar } from "./bar";
import { fetcherFor } from "./fetcher";
import { FIRST_QUERY } from "./first-query";

/** What a link to an operation names: ?query=…&variables=…&operationName=… */
const linked: Partial<GraphiQLProps> = {};
const address = new URLSearchParams(location.search);
const [query, variables, name] = ["query", "variables", "operationName"].map((key) => address.get(key));
if (query) linked.initialQuery = query;
if (variables) linked.initialVariables = variables;
if (name) linked.operationName = name;

const root = createRoot(byId("graphiql"));

render(h(Bar, null), byId("bar"));

/** Another token makes another fetcher, with which GraphiQL asks for the schema again. */
const fetcher = computed(() => fetcherFor(token.value));

effect(() => {
  root.render(
    createElement(GraphiQL, {
      fetcher: fetcher.value,
      forcedTheme: theme.value === "auto" ? "system" : theme.value,
      defaultQuery: FIRST_QUERY,
      inputValueDeprecation: true,
      schemaDescription: true,
      shouldPersistHeaders: false, // they may hold a key
      plugins: [], // the history would keep them
      ...linked,
    }),
  );
});

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the document has no #${id}`);
  return found;
}
