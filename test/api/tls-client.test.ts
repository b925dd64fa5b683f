import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../runner/client/client.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { startApi } from "./support/api.ts";
import { selfSigned } from "./support/certificate.ts";

test("a certificate that is not trusted is called that, not a runner that is away", async () => {
  await using directory = await temporaryDirectory();
  const { cert, key } = selfSigned();
  const tls = { cert: join(directory.path, "cert.pem"), key: join(directory.path, "key.pem") };
  await writeFile(tls.cert, cert);
  await writeFile(tls.key, key);
  await using api = await startApi({ tls });
  await using client = connect({ url: api.server.address, token: api.tokens.viewer.secret });
  await expect(client.api.status.query()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/^the certificate of https:\S+ is not to be trusted \([A-Z_]+\)$/),
  });
});

test("a WebSocket says the same of the certificate", async () => {
  await using directory = await temporaryDirectory();
  const { cert, key } = selfSigned();
  const tls = { cert: join(directory.path, "cert.pem"), key: join(directory.path, "key.pem") };
  await writeFile(tls.cert, cert);
  await writeFile(tls.key, key);
  await using api = await startApi({ tls });
  await using client = connect({ url: api.server.address, token: api.tokens.viewer.secret, transport: "ws" });
  const failed = Promise.withResolvers<unknown>();
  client.connection.onChange((_phase, failure) => failure && failed.resolve(failure));
  const call = client.api.status.query().catch((error: unknown) => error);
  expect(await failed.promise).toMatchObject({ message: expect.stringMatching(/^the certificate of https:/) });
  await client.close();
  expect(await call).toMatchObject({ code: "unavailable" });
});

test("https to a runner that speaks none is called that", async () => {
  await using api = await startApi();
  const url = api.server.address.replace("http:", "https:");
  await using client = connect({ url, token: api.tokens.viewer.secret });
  await expect(client.api.status.query()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("no TLS is spoken at"),
  });
});
