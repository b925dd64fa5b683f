import { benches } from "../bench/rows/list.ts";
import { testBenches } from "../bench/smallest-scale.ts";

testBenches(benches.filter(({ opensWindows }) => opensWindows === true));
