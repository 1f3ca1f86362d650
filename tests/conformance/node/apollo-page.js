import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { ask, countedFetch, keepPage, url } from "./page.js";
import { socket } from "./socket.js";

// https://www.apollographql.com/docs/react/data/fragments#generating-possibletypes-automatically
const { __schema } = await ask("{ __schema { types { name possibleTypes { name } } } }");
const abstract = __schema.types.filter(({ possibleTypes }) => possibleTypes);
const possibleTypes = Object.fromEntries(
  abstract.map(({ name, possibleTypes }) => [name, possibleTypes.map(({ name }) => name)]),
);

const isLive = ({ operationType }) => operationType === "subscription";
const client = new ApolloClient({
  link: ApolloLink.split(isLive, new GraphQLWsLink(socket), new HttpLink({ uri: url, fetch: countedFetch })),
  cache: new InMemoryCache({ possibleTypes }),
});

await keepPage(
  (query, variables, show) =>
    client
      .watchQuery({ query: gql(query), variables })
      .subscribe(({ data, dataState }) => show(dataState === "complete" ? data : null)),
  (query, variables) =>
    client.subscribe({ query: gql(query), variables }).subscribe(({ error }) => error && console.log(error)),
);
