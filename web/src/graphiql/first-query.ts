/** What an empty editor begins with. */
export const FIRST_QUERY = `# Ctrl-Enter runs it, Ctrl-Space completes it.

query Automations {
  viewer {
    role
    account { name plan }
  }
  automations(first: 10) {
    edges { node { key name status } }
  }
}
`;
