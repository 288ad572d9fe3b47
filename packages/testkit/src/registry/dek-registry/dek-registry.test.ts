import { describe, expect, it } from "vitest";
import { createBed, refusalOf } from "../../../test/registry/bed.js";
import { dekRegistryRoutes } from "./routes.js";

const KEK = { name: "kek", kmsType: "aws-kms", kmsKeyId: "arn:1" } as const;
const bed = () => createBed(dekRegistryRoutes, { dekRegistry: true });

/** A registry with one key encryption key. */
async function keys() {
  const { client, send } = bed();
  await client.dekRegistry.keks.create(KEK);
  return { ...client.dekRegistry, send };
}

describe("the DEK registry", () => {
  it("is not there unless it is asked for", async () => {
    const { client } = createBed(dekRegistryRoutes);
    expect(await refusalOf(client.dekRegistry.keks.list())).toMatchObject({ status: 404, code: 404 });
  });
});

describe("key encryption keys", () => {
  it("are made, read, listed and changed", async () => {
    const { keks } = bed().client.dekRegistry;
    const made = await keks.create({ ...KEK, kmsProps: { region: "eu", a: "b" }, doc: "words" });
    expect(made).toEqual({ ...KEK, kmsProps: { a: "b", region: "eu" }, doc: "words", shared: false, ts: made.ts });
    expect(await keks.get("kek")).toEqual(made);
    await keks.create({ ...KEK, name: "a" });
    expect(await keks.list()).toEqual(["a", "kek"]);
    expect(await keks.list({ offset: 1, limit: 1 })).toEqual(["kek"]);
    expect(await keks.update("kek", { doc: "other" })).toMatchObject({ doc: "other", kmsProps: { a: "b" } });
  });

  it("forget what an update makes null, and keep what it leaves out", async () => {
    const { client, send } = bed();
    await client.dekRegistry.keks.create({ ...KEK, doc: "words", kmsProps: { a: "b" }, shared: true });
    const { body } = await send("PUT", "/dek-registry/v1/keks/kek", { doc: null, kmsProps: null });
    expect(body).toEqual({ ...KEK, shared: true, ts: expect.any(Number) });
  });

  it.each([
    ["AWS", "aws-kms"],
    ["azure-anything", "azure-kms"],
    ["gcp-kms", "gcp-kms"],
    ["hcvault", "hcvault"],
  ])("of %s are of %s", async (given, kmsType) => {
    expect(await bed().client.dekRegistry.keks.create({ ...KEK, kmsType: given })).toMatchObject({ kmsType });
  });

  it.each([
    ["name", { ...KEK, name: "" }],
    ["name", { ...KEK, name: "1kek" }],
    ["name", { ...KEK, name: "a.b" }],
    ["name", { ...KEK, name: "k".repeat(65) }],
    ["kmsKeyId", { ...KEK, kmsKeyId: "" }],
    ["kmsType", { name: "kek", kmsKeyId: "1" }],
  ])("need a valid %s: %j", async (member, body) => {
    const { status, body: answer } = await bed().send("POST", "/dek-registry/v1/keks", body);
    const message = `Invalid or missing value for field '${member}' of key`;
    expect([status, answer]).toEqual([422, { error_code: 42271, message }]);
  });

  it("of a name there are not two, but a deleted one comes back when it is the same", async () => {
    const { keks } = bed().client.dekRegistry;
    await keks.create(KEK);
    expect(await refusalOf(keks.create(KEK))).toMatchObject({ status: 409, code: 40971 });
    await keks.delete("kek");
    expect(await refusalOf(keks.create({ ...KEK, kmsKeyId: "other" }))).toMatchObject({ code: 40971 });
    expect(await keks.create(KEK)).toMatchObject({ name: "kek" });
    expect(await keks.list()).toEqual(["kek"]);
  });

  it("are deleted softly, brought back, and deleted for good", async () => {
    const { keks } = bed().client.dekRegistry;
    await keks.create(KEK);
    expect(await refusalOf(keks.delete("kek", { permanent: true }))).toMatchObject({ status: 404, code: 40471 });
    await keks.delete("kek");
    expect(await refusalOf(keks.get("kek"))).toMatchObject({ status: 404, code: 40470, message: expect.anything() });
    expect(await keks.get("kek", { deleted: true })).toMatchObject({ deleted: true });
    expect([await keks.list(), await keks.list({ deleted: true })]).toEqual([[], ["kek"]]);
    await keks.undelete("kek");
    expect(await keks.get("kek")).not.toHaveProperty("deleted");
    await keks.delete("kek");
    await keks.delete("kek", { permanent: true });
    expect(await keks.list({ deleted: true })).toEqual([]);
    expect(await refusalOf(keks.delete("kek"))).toMatchObject({ status: 404, code: 40470 });
  });

  it("stay while they have data encryption keys", async () => {
    const { keks, deks } = await keys();
    await deks.create("kek", { subject: "s", encryptedKeyMaterial: "AAAA" });
    expect(await refusalOf(keks.delete("kek"))).toMatchObject({ status: 422, code: 42272 });
    await deks.delete("kek", "s");
    await keks.delete("kek");
    expect(await refusalOf(keks.delete("kek", { permanent: true }))).toMatchObject({ code: 42272 });
    await deks.delete("kek", "s", { permanent: true });
    await keks.delete("kek", { permanent: true });
    expect(await keks.list({ deleted: true })).toEqual([]);
  });

  it("are found by the subjects of their data encryption keys", async () => {
    const { keks, deks } = await keys();
    await keks.create({ ...KEK, name: "other" });
    await deks.create("other", { subject: "orders", encryptedKeyMaterial: "AAAA" });
    expect(await keks.list({ subjectPrefix: ["o", "x"] })).toEqual(["other"]);
    expect(await keks.list({ subjectPrefix: "x" })).toEqual([]);
  });

  it("that are to be tried cannot be: there is no key management in this process", async () => {
    const { keks } = bed().client.dekRegistry;
    const refused = await refusalOf(keks.create({ ...KEK, shared: true }, { testSharing: true }));
    expect(refused).toMatchObject({ status: 500, code: 50070 });
    expect(refused.message).toContain("aws-kms://arn:1");
    expect(await keks.list()).toEqual([]);
  });
});

describe("data encryption keys", () => {
  it("are kept by subject, algorithm and version", async () => {
    const { deks } = await keys();
    const dek = { subject: "s", encryptedKeyMaterial: "AAAA" };
    const made = await deks.create("kek", dek);
    expect(made).toEqual({ ...dek, kekName: "kek", version: 1, algorithm: "AES256_GCM", ts: made.ts });
    await deks.create("kek", { ...dek, version: 3 });
    await deks.create("kek", { ...dek, version: 2, algorithm: "AES256_SIV" });
    await deks.create("kek", { ...dek, subject: "a" });
    expect(await deks.list("kek")).toEqual(["a", "s"]);
    expect(await deks.versions("kek", "s")).toEqual([1, 3]);
    expect(await deks.versions("kek", "s", { algorithm: "AES256_SIV" })).toEqual([2]);
    expect(await deks.get("kek", "s")).toEqual(made);
    expect(await deks.get("kek", "s", { version: "latest" })).toMatchObject({ version: 3 });
    expect(await refusalOf(deks.get("kek", "s", { version: 2 }))).toMatchObject({ status: 404, code: 40470 });
    expect(await refusalOf(deks.get("other", "s"))).toMatchObject({ status: 404, code: 40470 });
  });

  it("are not replaced, but by a new encryption of the same version", async () => {
    const { deks } = await keys();
    const dek = { subject: "s", encryptedKeyMaterial: "AAAA" };
    await deks.create("kek", dek);
    expect(await refusalOf(deks.create("kek", dek))).toMatchObject({ status: 409, code: 40971 });
    const anew = { ...dek, encryptedKeyMaterial: "BBBB" };
    expect(await refusalOf(deks.create("kek", anew))).toMatchObject({ code: 40971 });
    expect(await deks.create("kek", anew, { rewrap: true })).toMatchObject(anew);
    expect(await deks.get("kek", "s")).toMatchObject(anew);
  });

  it("are made with the subject in the path or in the body", async () => {
    const { send, deks } = await keys();
    await send("POST", "/dek-registry/v1/keks/kek/deks/a%2Fb", { encryptedKeyMaterial: "AAAA" });
    await send("POST", "/dek-registry/v1/keks/kek/deks", { subject: "c", encryptedKeyMaterial: "AAAA" });
    expect(await deks.list("kek")).toEqual(["a/b", "c"]);
  });

  it("are deleted softly, brought back, and deleted for good, one version or all", async () => {
    const { deks } = await keys();
    for (const version of [1, 2]) await deks.create("kek", { subject: "s", version, encryptedKeyMaterial: "AAAA" });
    await deks.deleteVersion("kek", "s", 2);
    expect(await deks.versions("kek", "s")).toEqual([1]);
    expect(await deks.versions("kek", "s", { deleted: true })).toEqual([1, 2]);
    expect(await deks.get("kek", "s", { version: 2, deleted: true })).toMatchObject({ deleted: true });
    expect(await refusalOf(deks.delete("kek", "s", { permanent: true }))).toMatchObject({ status: 404, code: 40471 });
    await deks.undeleteVersion("kek", "s", 2);
    await deks.delete("kek", "s");
    expect(await deks.versions("kek", "s")).toEqual([]);
    await deks.undelete("kek", "s");
    expect(await deks.versions("kek", "s")).toEqual([1, 2]);
    await deks.deleteVersion("kek", "s", 1);
    await deks.deleteVersion("kek", "s", 1, { permanent: true });
    expect(await deks.versions("kek", "s", { deleted: true })).toEqual([2]);
  });

  it("do not come back before the key that encrypts them", async () => {
    const { keks, deks } = await keys();
    await deks.create("kek", { subject: "s", encryptedKeyMaterial: "AAAA" });
    await deks.delete("kek", "s");
    await keks.delete("kek");
    expect(await refusalOf(deks.undelete("kek", "s"))).toMatchObject({ status: 404, code: 40472 });
    expect(await refusalOf(deks.undeleteVersion("kek", "s", 1))).toMatchObject({ status: 404, code: 40472 });
  });

  it("of a shared key take a key management service, which is not here", async () => {
    const { keks, deks } = await keys();
    await keks.create({ ...KEK, name: "shared", shared: true });
    expect(await refusalOf(deks.create("shared", { subject: "s" }))).toMatchObject({ status: 500, code: 50070 });
    expect(await refusalOf(deks.create("kek", { subject: "s" }))).toMatchObject({ status: 422, code: 42271 });
  });

  it.each([
    ["GET", "/kek/deks/s?algorithm=ROT13", undefined, 404, 404],
    ["GET", "/kek/deks/s/versions/0", undefined, 422, 42202],
    ["GET", "/kek/deks/s/versions/x", undefined, 422, 42202],
    ["POST", "/kek/deks", { subject: "s", algorithm: "ROT13" }, 400, 400],
    ["POST", "/kek/deks", { subject: "", encryptedKeyMaterial: "AAAA" }, 422, 42271],
    ["POST", "/kek/deks", undefined, 422, 422],
    ["POST", "/kek/deks", [], 400, 400],
    ["POST", "/nobody/deks", { subject: "s", encryptedKeyMaterial: "AAAA" }, 404, 40470],
    ["DELETE", "/kek/deks/s", undefined, 404, 40470],
    ["POST", "/kek/deks/s/versions/1/undelete", undefined, 404, 40470],
  ])("%s %s %j is refused", async (method, path, body, status, code) => {
    const { send } = await keys();
    const answer = await send(method, `/dek-registry/v1/keks${path}`, body);
    expect(answer).toMatchObject({ status, body: { error_code: code } });
  });
});
