import tseslint from "typescript-eslint";

// The compiler checks types; this checks what it lets pass: promises nobody waits for, unsafe any, console, browser storage.
export default tseslint.config(
  { ignores: ["web/dist/", "node_modules/", "build*/", "web/src/shared/api/schema.ts"] },
  {
    files: ["web/src/**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: "web/tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-console": "error",
      eqeqeq: "error",
      // It errs on Preact's unions of input types: tsc needs the assertion that it calls unnecessary.
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      "no-restricted-globals": ["error", "localStorage", "sessionStorage", "indexedDB", "caches"],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
    },
  },
  // node:test's own functions return promises that the runner waits for.
  { files: ["web/src/**/*.test.ts"], rules: { "@typescript-eslint/no-floating-promises": "off" } },
);
