// Headers of what is shown in a browser: everything comes from here, nothing is asked of anybody else, no code in the page.

/** @param more of the content security policy, beside style sheets and pictures */
export function pageHeaders(...more: readonly string[]): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    ...more,
    "style-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };
}
