import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const compressible = /\.(?:js|css|html|svg|json|txt|webmanifest)$/;
const pack = promisify(gzip);

/** Writes `NAME.gz` beside every text file below `folder` that gets smaller by it; returns how many. */
export async function compressFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && compressible.test(entry.name));
  const written = await Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const plain = await readFile(path);
      const packed = await pack(plain, { level: constants.Z_BEST_COMPRESSION });
      if (packed.length >= plain.length) return false;
      await writeFile(`${path}.gz`, packed);
      return true;
    }),
  );
  return written.filter(Boolean).length;
}

/** Compresses the finished build once, so that the server never has to. */
export function compress(): Plugin {
  let folder = "dist";
  return {
    name: "compress-build",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      await compressFolder(folder);
    },
  };
}
