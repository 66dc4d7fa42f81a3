/** Not as OpenSSL: control characters, which could speak to the terminal or pose as another line, are shown as dots. */
export const visible = (text: string): string =>
  /[^ -~]/.test(text) ? text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '.') : text;
