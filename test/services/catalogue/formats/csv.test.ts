// Catalogue files as people make them: in pieces, with quotes, Windows line ends and forgotten quotes.
import { expect, test } from "vitest";
import { CsvRows } from "../../../../services/catalogue/formats/csv.ts";

function rowsOf(...pieces: readonly string[]) {
  const rows = new CsvRows();
  return [...pieces.flatMap((piece) => rows.push(piece)), ...rows.end()];
}

test("a file gives the same rows however it is cut into pieces", () => {
  const text = '\uFEFFid,place\r\n1,"TONALA, CHIS"\r\n\r\n2,"the ""big"" one"\r\n3,plain';
  const whole = rowsOf(text);
  expect(whole).toEqual([
    { line: 1, fields: ["id", "place"] },
    { line: 2, fields: ["1", "TONALA, CHIS"] },
    { line: 4, fields: ["2", 'the "big" one'] },
    { line: 5, fields: ["3", "plain"] },
  ]);
  for (let at = 1; at < text.length; at += 1) expect(rowsOf(text.slice(0, at), text.slice(at))).toEqual(whole);
});

test("a quote that is never closed costs its own line and no other", () => {
  const rows = rowsOf('a,b\n1,"open\n2,fine\n');
  expect(rows.map((row) => row.fields.length)).toEqual([2, 2, 2]);
  expect(rows[2]?.fields).toEqual(["2", "fine"]);
});
