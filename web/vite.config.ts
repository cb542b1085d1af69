import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { resolve } from "node:path";
import type { OutputBundle, OutputChunk } from "rolldown";
import { parse } from "acorn";
import { defineConfig, type Plugin } from "vite";
import { common } from "./src/shared/text/en/common.ts";

const root = import.meta.dirname;

const LICENCES = "licenses.txt";
const GUEST_ENTRY = "join";
const GUEST_JS_LIMIT_BYTES = 120_000;

/** `import video from "lucide-static/icons/video.svg?inner"` gives the drawing inside the svg element as text. */
function iconDrawings(): Plugin {
  const suffix = ".svg?inner";
  return {
    name: "icon-drawings",
    enforce: "pre",
    async resolveId(source, importer) {
      if (!source.endsWith(suffix)) return null;
      const file = await this.resolve(source.slice(0, -"?inner".length), importer, { skipSelf: true });
      return file ? `\0icon:${file.id}` : null;
    },
    load(id) {
      if (!id.startsWith("\0icon:")) return null;
      const svg = readFileSync(id.slice("\0icon:".length), "utf8");
      const inner = svg
        .replace(/^[\s\S]*?<svg[^>]*>/, "")
        .replace(/<\/svg>\s*$/, "")
        .replace(/\s*\n\s*/g, "")
        .replace(/ \/>/g, "/>");
      return `export default ${JSON.stringify(inner)};`;
    },
  };
}

/** Puts the words of `common` where an HTML page says {{path.to.them}}. */
function pageTexts(): Plugin {
  return {
    name: "page-texts",
    transformIndexHtml(html) {
      return html.replace(/\{\{([\w.]+)\}\}/g, (_match, path: string) => {
        const words = path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], common);
        if (typeof words !== "string") throw new Error(`no text ${path}`);
        return words;
      });
    },
  };
}

const TYPEFACE = /^assets\/atkinson-hyperlegible-next-latin-wght-normal-[^/]+\.woff2$/;

/** The typeface comes with the page: one that comes later would push what is drawn already, and what is about to be pressed. */
function typefaceAtOnce(): Plugin {
  return {
    name: "typeface-at-once",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        if (!bundle) return html;
        const file = Object.keys(bundle).find((name) => TYPEFACE.test(name));
        if (file === undefined) throw new Error("no typeface to preload");
        const attrs = { rel: "preload", as: "font", type: "font/woff2", href: `/${file}`, crossorigin: true };
        return [{ tag: "link", attrs, injectTo: "head-prepend" }];
      },
    },
  };
}

/** Every chunk that a page's entry can come to load, its lazily loaded ones included. */
function chunksOf(bundle: OutputBundle, entryName: string): OutputChunk[] {
  const chunks = Object.values(bundle).filter((item): item is OutputChunk => item.type === "chunk");
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const entry = chunks.find((chunk) => chunk.isEntry && chunk.name === entryName);
  if (!entry) throw new Error(`no entry named ${entryName}`);
  const reached = new Set<OutputChunk>([entry]);
  for (const chunk of reached) {
    for (const file of [...chunk.imports, ...chunk.dynamicImports]) {
      const next = byFile.get(file);
      if (next) reached.add(next);
    }
  }
  return [...reached];
}

/** Fails the build when the guest's page, with all that it loads while they wait, grows past its limit. */
function guestBudget(): Plugin {
  return {
    name: "guest-budget",
    generateBundle(_options, bundle) {
      const chunks = chunksOf(bundle as unknown as OutputBundle, GUEST_ENTRY);
      const size = chunks.reduce((sum, chunk) => sum + gzipSync(chunk.code, { level: 9 }).length, 0);
      const figure = `guest page: ${size} bytes of JavaScript compressed, ${GUEST_JS_LIMIT_BYTES} is the most`;
      if (size > GUEST_JS_LIMIT_BYTES) this.error(figure);
      this.info(figure);
    },
  };
}

/**
 * D5: what a browser cannot parse it shows as a blank page, so every script must parse as ES2017. `import()` and `import.meta`
 * are the two words beyond it that modules need; the oldest browsers we serve know them.
 */
function onlyOldSyntax(): Plugin {
  return {
    name: "only-old-syntax",
    enforce: "post",
    generateBundle(_options, bundle) {
      for (const item of Object.values(bundle)) {
        if (item.type !== "chunk") continue;
        const code = item.code.replace(/\bimport\s*\(/g, "load(").replace(/\bimport\.meta\b/g, "meta");
        try {
          parse(code, { ecmaVersion: 2017, sourceType: "module" });
        } catch (error) {
          this.error(`${item.fileName} is not ES2017: ${String(error)}`);
        }
      }
    },
  };
}

/** Vite lists the licences of the packages that are code; the typeface and the drawings have theirs too. */
function otherLicences(): Plugin {
  const packages = ["@fontsource-variable/atkinson-hyperlegible-next", "lucide-static"];
  return {
    name: "other-licences",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const listed = bundle[LICENCES];
        if (listed?.type !== "asset") throw new Error(`no ${LICENCES}`);
        const others = packages.map((name) => {
          const folder = resolve(root, "../node_modules", name);
          const { version, license } = JSON.parse(readFileSync(resolve(folder, "package.json"), "utf8")) as {
            version: string;
            license: string;
          };
          return `## ${name} - ${version} (${license})\n\n${readFileSync(resolve(folder, "LICENSE"), "utf8").trim()}\n`;
        });
        listed.source = [String(listed.source).trimEnd(), ...others].join("\n\n");
      },
    },
  };
}

/** The content security policy allows no inline script, style or handler: a page that holds one would not work. */
function noInlineCode(): Plugin {
  return {
    name: "no-inline-code",
    enforce: "post",
    generateBundle(_options, bundle) {
      for (const item of Object.values(bundle)) {
        if (item.type !== "asset" || !item.fileName.endsWith(".html")) continue;
        const html = String(item.source);
        if (/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/i.test(html)) {
          this.error(`${item.fileName} holds an inline script, style or handler`);
        }
      }
    },
  };
}

export default defineConfig({
  root,
  base: "/",
  publicDir: resolve(root, "public"),
  // The client library's logger would read the browser's storage.
  resolve: { alias: { debug: resolve(root, "src/shared/rtc/no-log.ts") } },
  plugins: [iconDrawings(), pageTexts(), typefaceAtOnce(), guestBudget(), noInlineCode(), onlyOldSyntax(), otherLicences()],
  css: {
    transformer: "lightningcss",
    lightningcss: { targets: { safari: 12 << 16, ios_saf: 12 << 16, chrome: 64 << 16, firefox: 68 << 16 } },
  },
  build: {
    outDir: resolve(root, "dist"),
    emptyOutDir: true,
    target: "es2017",
    cssMinify: "lightningcss",
    cssTarget: ["safari12", "ios12", "chrome64", "firefox68"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: LICENCES },
    rolldownOptions: {
      input: { staff: resolve(root, "index.html"), join: resolve(root, "join.html"), portal: resolve(root, "portal.html") },
    },
  },
});
