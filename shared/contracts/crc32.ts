// CRC-32 as in Ethernet, zip and PNG (IEEE 802.3, polynomial 0xEDB88320 reflected).
import { crcOf } from "../seismo/crc.ts";

export const crc32 = crcOf(0xedb88320);
