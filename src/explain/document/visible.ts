/** A text with its control characters shown as dots, since they could control the terminal or fake another line. OpenSSL prints them. */
export const visible = (text: string): string =>
  /[^ -~]/.test(text) ? text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '.') : text;

/** As `visible`, but only up to the first zero byte, where OpenSSL ends a text. */
export const visibleToZero = (text: string): string => visible(text.replace(/\0.*/s, ''));
