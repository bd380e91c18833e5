import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

/** What a browser may have to fetch, compressed, before it shows the first page: bytes. */
export const firstLoadBytes = 150_000;

/** The files that the page names itself, beside the fonts. */
export function filesOf(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="\/?(assets\/[^"]+\.(?:js|css))"/g)].map(([, file = ""]) => file);
}

/** How much the files of a finished, compressed build weigh that every first visit fetches. */
export async function firstLoad(folder: string): Promise<number> {
  const files = filesOf(await readFile(join(folder, "index.html"), "utf8"));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, `${file}.gz`))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Fails the build when the first load has grown beyond its budget. Comes after the compression. */
export function budget(): Plugin {
  let folder = "dist";
  return {
    name: "check-budget",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        const weight = await firstLoad(folder);
        if (weight > firstLoadBytes) {
          throw new Error(`The first load weighs ${weight} bytes compressed; ${firstLoadBytes} are allowed.`);
        }
      },
    },
  };
}
