/** True on Apple's systems, where shortcuts use Command. */
export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** The key one holds for a shortcut, as written on this keyboard. */
export const modKey = isMac ? "⌘" : "Ctrl";
