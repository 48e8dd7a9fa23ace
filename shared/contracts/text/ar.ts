// Arabic, with western digits; names in other scripts are isolated, so that their order is kept [UAX #9].
import type { Template } from "./template.ts";

const RULES = new Intl.PluralRules("ar");

/** After a preposition: one, two, three to ten, and more have forms of their own. */
function seconds(count: number): string {
  const rule = RULES.select(count);
  if (rule === "one") return "ثانية واحدة";
  if (rule === "two") return "ثانيتين";
  return `${count} ${rule === "few" ? "ثوانٍ" : "ثانية"}`;
}

export const ar: Template = {
  language: "ar",
  modeWords: { drill: "تمرين", simulation: "محاكاة", replay: "إعادة عرض", test: "اختبار" },
  decimalMark: ".",
  joint: " ",

  strength: {
    none: "غير محسوس",
    weak: "ضعيف",
    light: "خفيف",
    moderate: "متوسط",
    strong: "قوي",
    veryStrong: "قوي جدًا",
    severe: "شديد",
    violent: "عنيف",
    extreme: "بالغ العنف",
  },
  shaking: (word) => `اهتزاز ${word}`,
  likely: { expected: "يُتوقع", possible: "يُحتمل" },
  now: "الآن",
  inSeconds: (count) => `بعد ${seconds(count)}`,
  ago: (count) => `قبل نحو ${seconds(count)}`,
  placeName: (place) => `\u2068${place}\u2069`,

  coming: ({ shaking, likely, when }) => `${likely} ${shaking} ${when}.`,
  comingBriefly: ({ shaking, when }) => `${shaking} ${when}.`,
  weaker: ({ shaking, when }) => `أضعف مما أُعلن: يُتوقع ${shaking} ${when}.`,
  came: ({ shaking, when }) => `حدث ${shaking} ${when}.`,
  withdrawn: () => "أُلغي إنذار الزلزال: لا يُتوقع اهتزاز.",
  over: () => "يُفترض أن الاهتزاز قد انتهى.",
  test: () => "هذا اختبار لإنذار الزلازل. لا يوجد زلزال.",

  near: ({ shaking, likely, place, km }) => `${likely} ${shaking} قرب ${place}، وخفيف على بعد ${km} كم.`,
  within: ({ shaking, likely, place, km }) => `${likely} ${shaking} ضمن ${km} كم من ${place}.`,
  close: ({ shaking, likely, place }) => `${likely} ${shaking} قرب ${place}.`,
  withdrawnNear: ({ place }) => `أُلغي إنذار الزلزال قرب ${place}: لا يُتوقع اهتزاز.`,
  endedNear: ({ word, place }) => `انتهى الإنذار: الاهتزاز المقدّر قرب ${place} ${word}.`,

  act: "انخفض، احتمِ، تمسك.",
  aftershocks: "توقّع هزات ارتدادية.",
  checks: "تفقّد الإصابات والغاز؛ توقّع هزات ارتدادية.",

  detected: "رُصد زلزال.",
  magnitude: (value) => `القوة نحو ${value}.`,
  distance: (km) => `مركز الزلزال على بعد ${km} كم.`,
  unconfirmed: "تقدير أولي غير مؤكد.",
  replaces: "تحل محل الرسائل السابقة.",
  updates: "ستتبعها تحديثات.",
  source: "المصدر: Tocsin، آلي.",

  protect:
    "انخفض، احتمِ، تمسك: انزل تحت طاولة متينة، واحمِ رأسك ورقبتك، وابقَ حتى يتوقف الاهتزاز. " +
    "على كرسي متحرك: ثبّت العجلات، واحمِ رأسك ورقبتك، وتمسك.",
  nothingToDo: "لا حاجة إلى الاحتماء.",
  afterwards:
    "تحقق من إصابتك وإصابة الآخرين. إذا شممت رائحة غاز فاخرج ولا تلمس المفاتيح الكهربائية. " +
    "عند الهزات الارتدادية: انخفض، احتمِ، تمسك من جديد.",
};
