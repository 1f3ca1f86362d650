import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { getIntrospectionQuery } from "graphql";
import { ask, countedFetch, keepPage, url } from "./page.js";
import { socket } from "./socket.js";

const none = () => null; // these types have no id
const keyless = [
  "MapUpdate",
  "Money",
  "ContactFlowReport",
  "FunnelConversionReport",
  "LifetimeValueReport",
  "GoalConversionRateReport",
  "GoalConversionPointReport",
  "GoalConversionTimeReport",
];
const client = new Client({
  url,
  preferGetMethod: false,
  fetch: countedFetch,
  exchanges: [
    cacheExchange({
      schema: await ask(getIntrospectionQuery()),
      keys: Object.fromEntries(keyless.map((name) => [name, none])),
    }),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query = "", variables }) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
      }),
    }),
  ],
});

await keepPage(
  (query, variables, show) => client.query(query, variables).subscribe(({ data }) => show(data)),
  (query, variables) => client.subscription(query, variables).subscribe(({ error }) => error && console.log(error)),
);
