import Foundation
import PackagePlugin

/// Writes the commit of the checkout into the module before every build; `Context.gitInformation` of the manifest is
/// remembered from the first build on and would soon be wrong.
@main struct Commit: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
    let package = context.package.directoryURL
    return [
      .prebuildCommand(
        displayName: "Commit of the checkout", executable: URL(filePath: "/bin/sh"),
        arguments: [
          package.appending(path: "Plugins/Commit/commit.sh").path(percentEncoded: false),
          package.path(percentEncoded: false), context.pluginWorkDirectoryURL.path(percentEncoded: false),
        ],
        outputFilesDirectory: context.pluginWorkDirectoryURL)
    ]
  }
}
