import type { FileFormat } from "./columns";

const newline = 0x0a;
const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const isBlank = (byte: number) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === newline;

/** Counts the rows of a file from its bytes, a piece at a time. */
export interface RowCounter {
  push(bytes: Uint8Array): void;
  end(): number;
}

/** Lines that hold anything; line breaks between quotes belong to a cell. */
function lineCounter(csv: boolean): RowCounter {
  let rows = 0;
  let inQuotes = false;
  let hasContent = false;
  return {
    push(bytes) {
      // Plain loops over local variables: files have hundreds of megabytes.
      let quoted = inQuotes;
      let filled = hasContent;
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] as number;
        if (byte === quote) {
          quoted = csv && !quoted;
          filled ||= !csv;
        } else if (byte === newline) {
          if (quoted) continue;
          if (filled) rows++;
          filled = false;
        } else if (!filled) filled = !isBlank(byte) && !(csv && byte === comma);
      }
      inQuotes = quoted;
      hasContent = filled;
    },
    end: () => Math.max(0, rows + (hasContent ? 1 : 0) - (csv ? 1 : 0)),
  };
}

/** The elements of an array; one for a single object. */
function elementCounter(): RowCounter {
  let depth = 0;
  let elements = 0;
  let array = false;
  let quoted = false;
  let escaped = false;
  let begun = false;
  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] as number;
        if (quoted) {
          if (escaped) escaped = false;
          else if (byte === backslash) escaped = true;
          else if (byte === quote) quoted = false;
          continue;
        }
        if (isBlank(byte)) continue;
        if (depth === 0 && byte === openBracket) array = true;
        else if (array && depth === 1 && byte !== closeBracket) {
          if (byte === comma) begun = false;
          else if (!begun) {
            begun = true;
            elements++;
          }
        }
        if (byte === quote) quoted = true;
        else if (byte === openBrace || byte === openBracket) depth++;
        else if (byte === closeBrace || byte === closeBracket) depth--;
        if (!array && byte === openBrace && depth === 1) elements++;
      }
    },
    end: () => elements,
  };
}

export function rowCounter(format: FileFormat): RowCounter {
  return format === "json" ? elementCounter() : lineCounter(format === "csv");
}

/** How many rows a file has, the header not counted. Reads it piece by piece, so that the page stays alive. */
export async function countRows(file: Blob, format: FileFormat, signal: AbortSignal): Promise<number> {
  const counter = rowCounter(format);
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return counter.end();
    if (signal.aborted) {
      await reader.cancel();
      throw signal.reason;
    }
    counter.push(value);
  }
}
