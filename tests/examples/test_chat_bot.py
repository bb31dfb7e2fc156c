"""The bot answers in a chat, by another nick where its own is taken."""

import asyncio
from pathlib import Path

from examples import chat_bot
from footlight import aio
from footlight.app import running
from footlight.model.channel import ChannelName
from footlight.settings import Settings


async def test_a_bot_echoes_what_it_is_told_to(empty_data: Path) -> None:
    async with running(Settings(port=0, data=empty_data)) as server:
        await server.keys.new(ChannelName("lobby"))
        url = f"{server.url}/lobby"
        async with aio.Chat(url, nick="Echo") as person, asyncio.timeout(30):
            bot = asyncio.create_task(chat_bot.run(url, "Echo", 1))
            asked = None
            async for event in person:
                match event:
                    case aio.told.Joined(people=[one]) if one.nick == "Echo2":
                        await person.say("nothing for a bot")
                        asked = await person.say("!echo hello")
                    case aio.told.Message(line=line) if line.author.nick == "Echo2":
                        break
            assert (line.text, line.reply and line.reply.message) == ("hello", asked)
            assert await bot == 1
