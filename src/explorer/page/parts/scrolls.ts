/** What a region needs that is wider than a phone: keys scroll it once it has the focus (WCAG 2.1.1). */
export const SCROLLS = { tabIndex: 0 } as const;
