#pragma once

#include "core/catalog/model_store.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/fake_engine.h"
#include "tests/support/trout_server.h"
#include "tests/ui/open_desk.h"
#include "ui/desk.h"
#include "ui/main_window.h"
#include "ui/share/share_page.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

namespace creel::test {

/// The window at its page Share, on a catalog of six drawn trout; for a test class to inherit.
class ShareWindow
{
protected:
    void prepare();
    void close();
    QString catalogFile(const char* name = "trout.creel") const
    {
        return m_folder->filePath(QLatin1String(name));
    }
    void addModel(const QString& name = QStringLiteral("trout"));
    /// With an engine that tells colours apart, unless another is given.
    void openWindow(EngineFactory engine = {});
    SharePage& page() { return m_window->share(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
};

inline void ShareWindow::prepare()
{
    QSettings().clear();
    m_folder = std::make_unique<QTemporaryDir>();
    writeTroutCatalog(catalogFile(), 2);
}

inline void ShareWindow::close()
{
    m_window.reset();
    m_desk.reset();
}

inline void ShareWindow::addModel(const QString& name)
{
    const QString file = m_folder->filePath(name + QStringLiteral(".safetensors"));
    writeTroutModel(file, name);
    const auto connection = must(openCatalog(catalogFile(), Connection::Access::ReadWrite));
    must(ModelStore(*connection).add(file, must(readModelInfo(file))));
}

inline void ShareWindow::openWindow(EngineFactory engine)
{
    m_window.reset();
    m_desk = std::make_unique<Desk>();
    if (!engine)
        engine = []() -> Result<std::unique_ptr<Engine>> {
            return std::make_unique<FakeEngine>();
        };
    m_window = std::make_unique<MainWindow>(*m_desk, std::move(engine));
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->openPath(catalogFile());
    QVERIFY(waitUntilWhole(*m_desk));
    QCOMPARE(m_desk->counts().total, 6);
    m_window->showPage(MainWindow::Page::Share);
}

} // namespace creel::test
