import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

/** All but what GraphiQL loads when it needs it. */
const LIBRARIES = /node_modules\/(?!monaco-|prettier)/;

/** GraphiQL beside the page, with chunks of its own, so that neither weighs on the other. */
export default defineConfig({
  plugins: [preact({ reactAliasesEnabled: false, devToolsEnabled: false, prefreshEnabled: false })],
  publicDir: false, // the page's build copies it
  build: {
    outDir: "../server/page/built",
    emptyOutDir: false,
    assetsDir: "assets/graphiql",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4_000,
    rolldownOptions: {
      input: ["graphiql.html"],
      checks: { moduleLevelDirective: false }, // its libraries are compiled already
      output: {
        // Libraries apart from our own code, so that they stay the same files when it changes.
        codeSplitting: { groups: [{ name: "libraries", test: LIBRARIES }] },
      },
    },
  },
});
