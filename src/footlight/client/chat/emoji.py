"""Emoji by the names that they are typed by where there is no picker: the same names as on the pages."""

from typing import Final

_IN_WORDS: Final = (
    "grin 😀 smile 😄 laugh 😆 joy 😂 rofl 🤣 slight_smile 🙂 wink 😉 blush 😊 innocent 😇 in_love 🥰 heart_eyes 😍 "
    "star_struck 🤩 kiss 😘 yum 😋 cool 😎 tongue 😛 hug 🤗 oops 🤭 shush 🤫 thinking 🤔 salute 🫡 doubt 🤨 neutral 😐 "
    "smirk 😏 unamused 😒 eye_roll 🙄 grimace 😬 relieved 😌 pensive 😔 sleepy 😪 sick 🤒 mind_blown 🤯 cowboy 🤠 "
    "party 🥳 nerd 🤓 confused 😕 worried 😟 open_mouth 😮 astonished 😲 flushed 😳 pleading 🥺 fear 😨 cry 😢 sob 😭 "
    "scream 😱 disappointed 😞 tired 😫 yawn 🥱 huff 😤 angry 😠 rage 😡 devil 😈 skull 💀 poo 💩 clown 🤡 ghost 👻 "
    "alien 👽 robot 🤖 wave 👋 raised_hand ✋ ok_hand 👌 victory ✌️ crossed_fingers 🤞 rock 🤘 call_me 🤙 "
    "point_left 👈 point_right 👉 point_up 👆 point_down 👇 thumbs_up 👍 thumbs_down 👎 fist ✊ clap 👏 "
    "raised_hands 🙌 handshake 🤝 pray 🙏 muscle 💪 eyes 👀 shrug 🤷 facepalm 🤦 dance 💃 heart ❤️ blue_heart 💙 "
    "green_heart 💚 yellow_heart 💛 purple_heart 💜 black_heart 🖤 white_heart 🤍 broken_heart 💔 hundred 💯 boom 💥 "
    "zzz 💤 fire 🔥 sparkles ✨ star ⭐ lightning ⚡ check ✅ cross ❌ question ❓ exclamation ❗ warning ⚠️ "
    "no_entry ⛔ bell 🔔 music 🎵 tada 🎉 balloon 🎈 gift 🎁 trophy 🏆 dog 🐶 cat 🐱 fox 🦊 bear 🐻 panda 🐼 frog 🐸 "
    "monkey 🐵 unicorn 🦄 bee 🐝 bug 🐛 snail 🐌 turtle 🐢 snake 🐍 octopus 🐙 whale 🐳 tree 🌳 clover 🍀 flower 🌸 "
    "rose 🌹 sun ☀️ moon 🌙 cloud ☁️ rain 🌧️ snow ❄️ rainbow 🌈 apple 🍎 banana 🍌 bread 🍞 cheese 🧀 pizza 🍕 "
    "popcorn 🍿 cookie 🍪 cake 🍰 birthday 🎂 coffee ☕ tea 🍵 beer 🍺 cheers 🍻 wine 🍷 game 🎮 dice 🎲 dart 🎯 "
    "football ⚽ rocket 🚀 camera 📷 film 🎬 tv 📺 microphone 🎤 headphones 🎧 guitar 🎸 art 🎨 laptop 💻 phone 📱 "
    "bulb 💡 book 📖 memo 📝 pin 📌 lock 🔒 key 🔑 hammer 🔨 wrench 🔧 bomb 💣 money 💰 gem 💎 crown 👑 house 🏠 "
    "hourglass ⏳ alarm ⏰ magic 🪄"
)
EMOJI: Final[dict[str, str]] = dict(zip(_IN_WORDS.split()[::2], _IN_WORDS.split()[1::2], strict=True))
"""The signs, by their names."""
QUICK: Final = ("👍", "❤️", "😂", "🎉", "😮", "🔥")
"""What one reacts with most often."""


def emoji_for(letters: str) -> tuple[str, ...]:
    """The signs whose names have these letters, those that begin with them first."""
    found = [name for name in EMOJI if letters in name]
    return tuple(EMOJI[name] for name in sorted(found, key=lambda name: not name.startswith(letters)))
