import { openSqliteStore } from "../../runner/store/sqlite/store.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { storeConformance } from "./conformance.ts";

storeConformance(async () => {
  const directory = await temporaryDirectory();
  const store = await openSqliteStore(directory.path, {
    onCorrupt: (error) => {
      throw error;
    },
  });
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await directory[Symbol.asyncDispose]();
    },
  };
});
