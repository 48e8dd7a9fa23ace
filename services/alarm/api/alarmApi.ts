// The document of all that the alarm service answers.
import type { ApiPart } from "../../../shared/runtime/openapi.ts";
import { keysApi } from "./keys.ts";
import { laterApi } from "./later.ts";
import { publicApi } from "./public.ts";
import { subscriptionsApi } from "./subscriptions.ts";
import { webhooksApi } from "./webhooks.ts";

export const alarmApi: readonly ApiPart[] = [subscriptionsApi, webhooksApi, laterApi, publicApi, keysApi];
