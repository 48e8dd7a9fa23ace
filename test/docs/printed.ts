// JSON as documents hold it: parts stand on one line where they fit.

export function printed(value: unknown, indent = ""): string {
  const short = JSON.stringify(value, null, 1).replaceAll(/\n */g, " ");
  if (typeof value !== "object" || value === null || indent.length + short.length <= 100) return short;
  const [inner, isList] = [`${indent}  `, Array.isArray(value)];
  const parts = Object.entries(value).map(([key, each]) => {
    const text = printed(each, inner);
    return `${inner}${isList ? "" : `${JSON.stringify(key)}: `}${text}`;
  });
  return `${isList ? "[" : "{"}\n${parts.join(",\n")}\n${indent}${isList ? "]" : "}"}`;
}
