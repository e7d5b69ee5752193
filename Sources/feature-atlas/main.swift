import AtlasCommand

FeatureAtlas.main()
