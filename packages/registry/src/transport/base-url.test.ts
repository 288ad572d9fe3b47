import { describe, expect, it } from "vitest";
import { UsageError } from "../errors/usage-error.js";
import { parseBaseUrl } from "./base-url.js";

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

describe("parseBaseUrl", () => {
  it.each([
    { text: "http://localhost:8081", url: "http://localhost:8081" },
    { text: "http://localhost:8081/", url: "http://localhost:8081" },
    { text: "HTTP://LOCALHOST:80", url: "http://localhost" },
    { text: "https://registry:443", url: "https://registry" },
    { text: "http://host:8080/apis/ccompat/v7", url: "http://host:8080/apis/ccompat/v7" },
    { text: "http://host:8080/apis/ccompat/v7//", url: "http://host:8080/apis/ccompat/v7" },
    { text: "http://[::1]:8081", url: "http://[::1]:8081" },
  ])("keeps scheme, host, port and path of $text", ({ text, url }) => {
    expect(parseBaseUrl(text)).toEqual({ url, authorization: undefined, secrets: [] });
  });

  it.each([
    { text: "http://user:secret@host", authorization: basic("user:secret") },
    { text: "http://user:p%40ss%2Fw%3Ard@host", authorization: basic("user:p@ss/w:rd") },
    { text: "http://us%3Aer:x%25y@host", authorization: basic("us:er:x%y") },
    { text: "http://user:gr%C3%BC%C3%9Fe@host", authorization: basic("user:grüße") },
    { text: "http://user@host", authorization: basic("user:") },
    { text: "http://:secret@host", authorization: basic(":secret") },
  ])("peer failure 10: the credentials of $text are percent-decoded and taken out of the address", (row) => {
    const node = parseBaseUrl(row.text);
    expect(node.url).toBe("http://host");
    expect(node.authorization).toBe(row.authorization);
  });

  it("names every form of a password that must not be shown", () => {
    expect(parseBaseUrl("http://user:p%40ss@host").secrets).toEqual(["p@ss", "p%40ss", "dXNlcjpwQHNz"]);
  });

  it.each([
    { text: "", message: 'baseUrl is missing: give the address of the registry, such as "http://localhost:8081"' },
    { text: "  ", message: 'baseUrl is missing: give the address of the registry, such as "http://localhost:8081"' },
    {
      text: undefined,
      message: 'baseUrl is missing: give the address of the registry, such as "http://localhost:8081"',
    },
    {
      text: "registry.local/path",
      message: 'baseUrl is no URL (the scheme is missing: write "http://" or "https://" in front)',
    },
    {
      text: "localhost:8081",
      message: "baseUrl has the scheme localhost: write http://host:port or https://host:port",
    },
    { text: "ftp://host", message: "baseUrl has the scheme ftp: write http://host:port or https://host:port" },
    {
      text: "http://host?user=secret",
      message: "baseUrl has a query or fragment: write only scheme, host, port and, where there is one, a path prefix",
    },
    {
      text: "http://host#fragment",
      message: "baseUrl has a query or fragment: write only scheme, host, port and, where there is one, a path prefix",
    },
    {
      text: "http://user:se/cret@host",
      message:
        "baseUrl is no URL (it cannot be parsed; characters such as / ? # in a password are written as %2F %3F %23)",
    },
    {
      text: "http://user:100%secret@host",
      message: "the credentials in baseUrl are not percent-encoded properly: a % stands for itself as %25",
    },
  ])("refuses $text without showing it", ({ text, message }) => {
    try {
      parseBaseUrl(text as string);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toHaveProperty("message", message);
      expect(error).not.toHaveProperty("cause");
    }
  });
});
