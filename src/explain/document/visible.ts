/** Unlike OpenSSL: control characters, which could control the terminal or fake another line, are shown as dots. */
export const visible = (text: string): string =>
  /[^ -~]/.test(text) ? text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '.') : text;

/** The same, up to the first zero byte, where OpenSSL ends a text. */
export const visibleToZero = (text: string): string => visible(text.replace(/\0.*/s, ''));
