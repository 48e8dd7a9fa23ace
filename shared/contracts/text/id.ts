// Indonesian; classes of shaking and what to do in BMKG's and BNPB's words.
import { capital, type Template } from "./template.ts";

export const id: Template = {
  language: "id",
  modeWords: { drill: "LATIHAN", simulation: "SIMULASI", replay: "REKAMAN", test: "UJI COBA" },
  decimalMark: ",",
  joint: " ",

  strength: {
    none: "tak terasa",
    weak: "lemah",
    light: "ringan",
    moderate: "sedang",
    strong: "kuat",
    veryStrong: "sangat kuat",
    severe: "hebat",
    violent: "dahsyat",
    extreme: "ekstrem",
  },
  shaking: (word) => `guncangan ${word}`,
  likely: { expected: "diperkirakan", possible: "mungkin" },
  now: "sekarang",
  inSeconds: (seconds) => `dalam ${seconds} detik`,
  ago: (seconds) => `sekitar ${seconds} detik lalu`,
  placeName: (place) => place,

  coming: ({ shaking, likely, when }) => `${capital(shaking)} ${likely} ${when}.`,
  comingBriefly: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  weaker: ({ shaking, when }) => `Lebih lemah dari pengumuman: ${shaking} ${when}.`,
  came: ({ shaking, when }) => `${capital(shaking)} terjadi ${when}.`,
  withdrawn: () => "Alarm gempa dibatalkan: tidak diperkirakan ada guncangan.",
  over: () => "Guncangan seharusnya sudah berhenti.",
  test: () => "Ini uji coba alarm gempa. Tidak ada gempa.",

  near: ({ shaking, likely, place, km }) =>
    `${capital(shaking)} ${likely} di dekat ${place}, ringan pada jarak ${km} km.`,
  within: ({ shaking, likely, place, km }) => `${capital(shaking)} ${likely} dalam radius ${km} km dari ${place}.`,
  close: ({ shaking, likely, place }) => `${capital(shaking)} ${likely} di dekat ${place}.`,
  withdrawnNear: ({ place }) => `Alarm gempa ${place} dibatalkan: tidak diperkirakan ada guncangan.`,
  endedNear: ({ shaking, place }) => `Alarm berakhir, ${place}: ${shaking} (perkiraan).`,

  act: "Merunduk, berlindung, berpegangan.",
  aftershocks: "Waspadai gempa susulan.",
  checks: "Periksa luka dan gas; waspadai gempa susulan.",

  detected: "Gempa terdeteksi.",
  magnitude: (value) => `Magnitudo sekitar ${value}.`,
  distance: (km) => `Episenter berjarak ${km} km.`,
  unconfirmed: "Perkiraan awal, belum dikonfirmasi.",
  replaces: "Menggantikan pesan sebelumnya.",
  updates: "Pembaruan menyusul.",
  source: "Sumber: Tocsin, otomatis.",

  protect:
    "Merunduk, berlindung, berpegangan: masuk ke bawah meja yang kokoh, lindungi kepala dan leher, tunggu sampai " +
    "guncangan berhenti. Pengguna kursi roda: kunci roda, lindungi kepala dan leher, berpegangan.",
  nothingToDo: "Tidak perlu berlindung.",
  afterwards:
    "Periksa apakah Anda dan orang lain terluka. Jika tercium bau gas, keluarlah dan jangan sentuh sakelar. " +
    "Jika ada gempa susulan: merunduk, berlindung, berpegangan lagi.",
};
