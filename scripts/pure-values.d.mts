export function withPureValues(text: string): string;
