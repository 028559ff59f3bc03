#pragma once

#include "core/catalog/connection.h"
#include "core/learning/body_source.h"

#include <CLI/CLI.hpp>

#include <string>

namespace creel {

/// Which body makes features, and what its weights are called by in the cache.
struct NamedBody
{
    BodyChoice choice;
    QByteArray weightsKey;
    QString option; ///< as it was asked for on the command line: "--model trout"
};

/// How the commands about features say whose: a trained model's, or those of weights.
struct BodyFlags
{
    std::string model;
    std::string weights;
    std::string backbone;
    quint64 seed = 1;
    int side = 224;

    void addTo(CLI::App& command);
    /// The catalog's current model where nothing is said. The error says what can be asked for.
    Result<NamedBody> choose(Connection& catalog) const;

private:
    Result<NamedBody> ofModel(const ModelInfo& info, const QString& file, const QString& name) const;
};

} // namespace creel
