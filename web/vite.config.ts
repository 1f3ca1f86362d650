import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [preact({ reactAliasesEnabled: false, devToolsEnabled: false, prefreshEnabled: false })],
  build: {
    outDir: "../server/page/built",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the Content-Security-Policy lets nothing inline in
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["index.html"] },
  },
  server: { proxy: { "/graphql": { target: "http://127.0.0.1:8000", ws: true } } },
  test: { include: ["src/**/*.test.ts"] },
});
