import AtlasCommand

FeatureAtlas.start()
