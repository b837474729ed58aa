/** Marks Lua in a template string: backslashes stay as they are, since `'\0'` is for Lua to read. */
export const lua = String.raw
