from home.seeding import pages


def load(progress=None):
    return {"pages": pages.load()}
