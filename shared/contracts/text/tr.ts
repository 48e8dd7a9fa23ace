// Turkish; what to do in AFAD's words.
import { capital, type Template } from "./template.ts";

export const tr: Template = {
  language: "tr",
  modeWords: { drill: "TATBİKAT", simulation: "SİMÜLASYON", replay: "GEÇMİŞ KAYIT", test: "DENEME" },
  decimalMark: ",",
  joint: " ",

  strength: {
    none: "hissedilmeyen",
    weak: "zayıf",
    light: "hafif",
    moderate: "orta şiddette",
    strong: "kuvvetli",
    veryStrong: "çok kuvvetli",
    severe: "şiddetli",
    violent: "çok şiddetli",
    extreme: "aşırı şiddetli",
  },
  shaking: (word) => `${word} sarsıntı`,
  likely: { expected: "bekleniyor", possible: "olabilir" },
  now: "şu anda",
  inSeconds: (seconds) => `${seconds} saniye sonra`,
  ago: (seconds) => `yaklaşık ${seconds} saniye önce`,
  placeName: (place) => place,

  coming: ({ shaking, likely, when }) => `${capital(when)} ${shaking} ${likely}.`,
  comingBriefly: ({ shaking, when }) => `${capital(when)} ${shaking}.`,
  weaker: ({ shaking, when }) => `Duyurulandan zayıf: ${when} ${shaking}.`,
  came: ({ shaking, when }) => `${capital(when)} ${shaking} oldu.`,
  withdrawn: () => "Deprem alarmı geri çekildi: sarsıntı beklenmiyor.",
  over: () => "Sarsıntı bitmiş olmalı.",
  test: () => "Bu bir deprem alarmı denemesidir. Deprem yok.",

  near: ({ word, likely, place, km }) => `${place} yakınında ${word}, ${km} km ötede hafif sarsıntı ${likely}.`,
  within: ({ shaking, likely, place, km }) => `${place} çevresinde ${km} km içinde ${shaking} ${likely}.`,
  close: ({ shaking, likely, place }) => `${place} yakınında ${shaking} ${likely}.`,
  withdrawnNear: ({ place }) => `${place} için deprem alarmı geri çekildi: sarsıntı beklenmiyor.`,
  endedNear: ({ shaking, place }) => `Alarm bitti, ${place}: tahminen ${shaking}.`,

  act: "Çök, kapan, tutun.",
  aftershocks: "Artçılara dikkat.",
  checks: "Yaralanmaları ve gazı kontrol edin; artçılara dikkat.",

  detected: "Deprem algılandı.",
  magnitude: (value) => `Büyüklük yaklaşık ${value}.`,
  distance: (km) => `Merkez üssü ${km} km uzakta.`,
  unconfirmed: "İlk tahmin, henüz doğrulanmadı.",
  replaces: "Önceki bildirimlerin yerine geçer.",
  updates: "Güncellemeler gelecek.",
  source: "Kaynak: Tocsin, otomatik.",

  protect:
    "Çök, kapan, tutun: sağlam bir masanın altına girin, başınızı ve boynunuzu koruyun, sarsıntı bitene kadar bekleyin. " +
    "Tekerlekli sandalyede: tekerlekleri kilitleyin, başınızı ve boynunuzu koruyun, tutunun.",
  nothingToDo: "Korunmanız gerekmiyor.",
  afterwards:
    "Kendinizde ve çevrenizdekilerde yaralanma olup olmadığına bakın. Gaz kokusu alırsanız dışarı çıkın, düğmelere " +
    "dokunmayın. Artçı olursa yeniden çök, kapan, tutun.",
};
