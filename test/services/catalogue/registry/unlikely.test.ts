// Places that are probably mistakes are told; honest outliers are not.
import { expect, test } from "vitest";
import { type Standing, unlikelyPlaces } from "../../../../services/catalogue/registry/unlikely.ts";

const at = (latitudeDeg: number, longitudeDeg: number, stationId = "XX_NEW"): Standing => ({
  ...{ stationId, latitudeDeg, longitudeDeg },
});
const network = [at(19.43, -99.13, "MX_A"), at(16.86, -99.89, "MX_B"), at(17.55, -99.5, "MX_C")];

test.each([
  ["among the others", at(18, -99), undefined],
  ["alone on an island far away", at(-27.1, -109.4), undefined],
  ["at 0, 0", at(0, 0), "place: got 0, 0; is it unknown?"],
  ["with the wrong hemisphere", at(19, 99.2), /other sign of longitude it is near MX_A/],
  ["with both signs wrong", at(-19, 99.2), /both signs changed it is near MX_A/],
  ["with latitude and longitude swapped", at(-89.5, 17.5), undefined],
])("%s", async (_, station, reason) => {
  const warnings = await unlikelyPlaces([station], [...network, station]);
  expect(warnings.map((warning) => warning.reason)).toEqual(
    reason === undefined ? [] : [typeof reason === "string" ? reason : expect.stringMatching(reason)],
  );
});

test("swapped in Turkey, where both are possible latitudes", async () => {
  const others = [at(40.99, 28.7, "KO_A"), at(38.4, 27.1, "KO_B")];
  expect(await unlikelyPlaces([at(28.7, 40.99)], others)).toEqual([
    { stationId: "XX_NEW", reason: expect.stringMatching(/swapped it is near KO_A$/) },
  ]);
});
