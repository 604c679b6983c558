"""How a change reaches a screen: doorbell, changes, frames, sockets. Sockets go down only; every write is an HTTP POST.

Four caches stand between a change and the screens, one for each piece of work that would otherwise be done again. Each holds only what
PostgreSQL can give again, each process has its own, and none is ever asked whether somebody may see something: the door is passed first.

    cache                    key                             what it saves                  what ends an entry
    memory.Memory            hub                             reading every live card        an event moves the cards it touched; a new
                                                             and the newest events          day, policy or epoch, an event that sweeps
                                                                                            the board, 2,000 events at once, one minute
    drawing.Drawing._kept    audience, id of a fragment      rendering a view that is       another view under the same id; the thing is
                                                             equal to the one before        gone; nobody listens; 50,000 fragments
    frames.Frames._last      audience, and of one drawing:   reading and rendering one      the next drawing of this audience: another
                             head, lens, parts, contacts     change for click, push and     head is another drawing
                                                             question at the same head
    whole.Whole              audience, lens                  reading and rendering a whole  an event that redraws any part of the
                                                             region for the next page       audience; the memory is read whole again;
                                                             that opens                     200 regions of a hub

Four, because they end at different moments. The memory outlives every change and is only moved. A fragment outlives all changes that do
not touch it. A drawing lives for one head, and a region for the time in which nothing of it changes. One cache with the shortest of these
lives would read and render most things again; one with the longest would show what is no longer true. The random mornings of
tests/live/test_fidelity.py compare all four with a process that remembers nothing.
"""
