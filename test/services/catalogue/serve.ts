// A router on a real HTTP server at a free loopback port.
import { createServer } from "node:http";
import express, { type Router } from "express";

export async function serve(router: Router): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(express().use(router));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
