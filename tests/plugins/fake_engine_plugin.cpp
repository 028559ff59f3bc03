// The fake engine as a plug-in, so that the real program can be tested without a network: CREEL_ENGINE names
// it.
#include "core/learning/engine_plugin.h"
#include "tests/support/fake_engine.h"

extern "C" {

Q_DECL_EXPORT int creel_engine_version()
{
    return creel::engineInterfaceVersion;
}

Q_DECL_EXPORT creel::Engine* creel_make_engine(const creel::EngineOptions&, creel::Error&)
{
    return new creel::test::FakeEngine;
}
}
