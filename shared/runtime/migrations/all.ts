// Every migration by its name; they run in the order of their names, once each. Names of released ones never change.
import type { Migration } from "kysely/migration";
import { firstTables } from "./0001FirstTables.ts";
import { subscriptionGround } from "./0002SubscriptionGround.ts";
import { subscriptionSettings } from "./0003SubscriptionSettings.ts";
import { apiKeys } from "./0004ApiKeys.ts";
import { capMessages } from "./0005CapMessages.ts";
import { laterDeliveries } from "./0006LaterDeliveries.ts";
import { catalogueHarvest } from "./0007CatalogueHarvest.ts";
import { eventRecord } from "./0008EventRecord.ts";
import { waveforms } from "./0009Waveforms.ts";

export const migrations: Readonly<Record<string, Migration>> = {
  "0001-first-tables": firstTables,
  "0002-subscription-ground": subscriptionGround,
  "0003-subscription-settings": subscriptionSettings,
  "0004-api-keys": apiKeys,
  "0005-cap-messages": capMessages,
  "0006-later-deliveries": laterDeliveries,
  "0007-catalogue-harvest": catalogueHarvest,
  "0008-event-record": eventRecord,
  "0009-waveforms": waveforms,
};
