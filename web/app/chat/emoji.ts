/** The emoji that the picker offers, with the names by which they are typed and found. */

export interface Emoji {
  name: string;
  sign: string;
}

const GROUPS_IN_WORDS: Record<string, string> = {
  "Faces":
    "grin 😀 smile 😄 laugh 😆 sweat_smile 😅 joy 😂 rofl 🤣 slight_smile 🙂 upside_down 🙃 wink 😉 blush 😊 innocent 😇 in_love 🥰 " +
    "heart_eyes 😍 star_struck 🤩 kiss 😘 yum 😋 tongue 😛 zany 🤪 money_mouth 🤑 hug 🤗 oops 🤭 shush 🤫 thinking 🤔 salute 🫡 " +
    "zipped 🤐 doubt 🤨 neutral 😐 no_mouth 😶 smirk 😏 unamused 😒 eye_roll 🙄 grimace 😬 relieved 😌 pensive 😔 sleepy 😪 drool 🤤 " +
    "sleep 😴 mask 😷 sick 🤒 nausea 🤢 hot 🥵 cold 🥶 dizzy 😵 mind_blown 🤯 cowboy 🤠 party 🥳 cool 😎 nerd 🤓 monocle 🧐 " +
    "confused 😕 worried 😟 frown ☹️ open_mouth 😮 astonished 😲 flushed 😳 pleading 🥺 fear 😨 cold_sweat 😰 cry 😢 sob 😭 scream 😱 " +
    "disappointed 😞 tired 😫 yawn 🥱 huff 😤 angry 😠 rage 😡 devil 😈 skull 💀 poo 💩 clown 🤡 ghost 👻 alien 👽 robot 🤖 " +
    "melting 🫠 peek 🫣 holding_tears 🥹",
  "Hands and people":
    "wave 👋 raised_hand ✋ vulcan 🖖 ok_hand 👌 pinch 🤏 victory ✌️ crossed_fingers 🤞 love_you 🤟 rock 🤘 call_me 🤙 point_left 👈 " +
    "point_right 👉 point_up 👆 point_down 👇 thumbs_up 👍 thumbs_down 👎 fist ✊ punch 👊 clap 👏 raised_hands 🙌 heart_hands 🫶 " +
    "open_hands 👐 handshake 🤝 pray 🙏 muscle 💪 writing ✍️ eyes 👀 brain 🧠 ear 👂 shrug 🤷 facepalm 🤦 bow 🙇 dance 💃 run 🏃 " +
    "detective 🕵️ ninja 🥷 mage 🧙 zombie 🧟",
  "Hearts and signs":
    "heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 white_heart 🤍 broken_heart 💔 " +
    "sparkling_heart 💖 hundred 💯 boom 💥 sweat 💦 zzz 💤 fire 🔥 sparkles ✨ star ⭐ glowing_star 🌟 lightning ⚡ check ✅ cross ❌ " +
    "question ❓ exclamation ❗ warning ⚠️ no_entry ⛔ recycle ♻️ red_circle 🔴 green_circle 🟢 blue_circle 🔵 bell 🔔 mute 🔇 loud 🔊 " +
    "music 🎵 notes 🎶 speech 💬 thought 💭 tada 🎉 confetti 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 first 🥇 second 🥈 third 🥉",
  "Animals and nature":
    "dog 🐶 cat 🐱 mouse 🐭 hamster 🐹 rabbit 🐰 fox 🦊 bear 🐻 panda 🐼 koala 🐨 tiger 🐯 lion 🦁 cow 🐮 pig 🐷 frog 🐸 monkey 🐵 " +
    "see_no_evil 🙈 chicken 🐔 penguin 🐧 bird 🐦 duck 🦆 owl 🦉 wolf 🐺 horse 🐴 unicorn 🦄 bee 🐝 bug 🐛 butterfly 🦋 snail 🐌 " +
    "turtle 🐢 snake 🐍 octopus 🐙 crab 🦀 fish 🐟 dolphin 🐬 whale 🐳 shark 🦈 dragon 🐉 sauropod 🦕 goat 🐐 otter 🦦 sloth 🦥 " +
    "cactus 🌵 tree 🌳 palm 🌴 clover 🍀 mushroom 🍄 flower 🌸 rose 🌹 sunflower 🌻 sun ☀️ moon 🌙 cloud ☁️ rain 🌧️ snow ❄️ rainbow 🌈 " +
    "ocean 🌊 earth 🌍",
  "Food and drink":
    "apple 🍎 banana 🍌 watermelon 🍉 grapes 🍇 strawberry 🍓 peach 🍑 cherries 🍒 pineapple 🍍 avocado 🥑 carrot 🥕 corn 🌽 " +
    "pepper 🌶️ bread 🍞 cheese 🧀 egg 🥚 pancakes 🥞 bacon 🥓 burger 🍔 fries 🍟 pizza 🍕 hot_dog 🌭 taco 🌮 sushi 🍣 ramen 🍜 " +
    "spaghetti 🍝 popcorn 🍿 ice_cream 🍦 doughnut 🍩 cookie 🍪 cake 🍰 birthday 🎂 chocolate 🍫 candy 🍬 coffee ☕ tea 🍵 beer 🍺 " +
    "cheers 🍻 wine 🍷 cocktail 🍸 clink 🥂",
  "Games and things":
    "game 🎮 joystick 🕹️ dice 🎲 dart 🎯 bowling 🎳 chess ♟️ puzzle 🧩 football ⚽ basketball 🏀 tennis 🎾 volleyball 🏐 ski 🎿 swim 🏊 " +
    "bike 🚲 car 🚗 train 🚆 plane ✈️ rocket 🚀 ufo 🛸 ship 🚢 camera 📷 film 🎬 tv 📺 microphone 🎤 headphones 🎧 guitar 🎸 " +
    "piano 🎹 drum 🥁 art 🎨 laptop 💻 keyboard ⌨️ phone 📱 bulb 💡 book 📖 memo 📝 pin 📌 lock 🔒 key 🔑 hammer 🔨 wrench 🔧 gear ⚙️ " +
    "bomb 💣 money 💰 gem 💎 crown 👑 glasses 👓 hat 🎩 house 🏠 tent ⛺ mountain ⛰️ hourglass ⏳ alarm ⏰ crystal_ball 🔮 magic 🪄",
};

export const GROUPS: readonly { title: string; emoji: readonly Emoji[] }[] = Object.entries(GROUPS_IN_WORDS).map(
  ([title, words]) => ({ title, emoji: paired(words.split(" ")) }),
);

export const ALL: readonly Emoji[] = GROUPS.flatMap((group) => group.emoji);

/** What one reacts with most often. */
export const QUICK: readonly string[] = ["👍", "❤️", "😂", "🎉", "😮", "🔥"];

/** Emoji whose names have these letters, those that begin with them first. */
export function emojiFor(letters: string, most: number): Emoji[] {
  const wanted = letters.toLowerCase();
  const found = ALL.filter((emoji) => emoji.name.includes(wanted));
  const first = found.filter((emoji) => emoji.name.startsWith(wanted));
  return [...first, ...found.filter((emoji) => !first.includes(emoji))].slice(0, most);
}

function paired(words: readonly string[]): Emoji[] {
  return words.flatMap((name, index) => (index % 2 === 0 ? [{ name, sign: words[index + 1] ?? "" }] : []));
}
