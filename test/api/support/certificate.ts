import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

const node = (tag: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const sequence = (...parts: Buffer[]) => node(0x30, ...parts);
const time = (date: Date) => node(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));
const ecdsaWithSha256 = sequence(node(0x06, Buffer.from("2a8648ce3d040302", "hex")));
const commonName = node(0x06, Buffer.from("550403", "hex"));
const subjectAltName = node(0x06, Buffer.from("551d11", "hex"));

/** A self-signed certificate for 127.0.0.1, made on the spot: a key in the repository would look like a leak. */
export function selfSigned(): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(node(0x31, sequence(commonName, node(0x0c, Buffer.from("spool test")))));
  const address = sequence(node(0x87, Buffer.from([127, 0, 0, 1])));
  const day = 86_400_000;
  const body = sequence(
    node(0xa0, node(0x02, Buffer.from([2]))),
    node(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + day))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    node(0xa3, sequence(sequence(subjectAltName, node(0x04, address)))),
  );
  const signature = node(0x03, Buffer.from([0]), sign("sha256", body, privateKey));
  const der =
    sequence(body, ecdsaWithSha256, signature)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${der.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
