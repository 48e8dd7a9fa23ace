// Property tests use one seed, so that a run fails for a change and not by chance; TEST_SEED=… looks elsewhere.
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? 20180129) });
