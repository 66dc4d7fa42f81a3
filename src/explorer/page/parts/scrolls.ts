/** Attributes of a region that is wider than a phone's screen: it can get the focus, so that keys scroll it (WCAG 2.1.1). */
export const SCROLLS = { tabIndex: 0 } as const;
