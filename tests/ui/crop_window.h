#pragma once

#include "core/review/review_session.h"
#include "tests/support/boxed_catalog.h"
#include "tests/support/catalog_factory.h"
#include "tests/ui/open_desk.h"
#include "ui/box_desk.h"
#include "ui/desk.h"
#include "ui/main_window.h"

#include <QSettings>
#include <QtTest>

namespace creel::test {

/// The window at its crops; for a test class to inherit. Nine photos, bass p0 p2 p4 p6 p8 before trout p1 p3
/// p5 p7, a box of its species on each and another one on p0, p3 and p6.
class CropWindow
{
protected:
    void prepare();
    void close();
    void openWindow(const QString& catalog);
    void openCrops();
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window->focusWidget(), Qt::Key(key), modifiers);
    }
    Desk& desk() { return *m_desk; }
    BoxDesk& boxes() { return m_window->boxes(); }
    int count() { return boxes().model()->rowCount(); }
    const Box& box(int position) { return boxes().model()->set().at(position); }
    QString labelAt(int position) { return boxes().model()->index(position).data().toString(); }
    QString spoken(int position)
    {
        return boxes().model()->index(position).data(Qt::AccessibleTextRole).toString();
    }
    LabelId label(const char* name)
    {
        return must(LabelStore(*desk().connection()).byName(QLatin1String(name)))->id;
    }
    void setFilter(const QSet<LabelId>& classes)
    {
        PhotoFilter filter;
        filter.boxLabels = classes;
        desk().setFilter(filter);
    }
    /// Gives the box to a model, as predictions will.
    void giveToModel(BoxId box, double score);

    std::unique_ptr<BoxedCatalog> m_catalog;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
};

inline void CropWindow::prepare()
{
    QSettings().clear();
    m_catalog = std::make_unique<BoxedCatalog>(9);
    openWindow(m_catalog->path());
    openCrops();
    QTRY_COMPARE(count(), 12);
}

inline void CropWindow::openWindow(const QString& catalog)
{
    m_window.reset();
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<MainWindow>(*m_desk);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->openCatalog(catalog);
    QVERIFY(waitUntilWhole(desk()));
}

inline void CropWindow::openCrops()
{
    QVERIFY(m_window->focusWidget());
    press(Qt::Key_O);
    QCOMPARE(m_window->view(), MainWindow::View::Crops);
    QTRY_VERIFY_WITH_TIMEOUT(boxes().isRead(), patienceMs);
}

inline void CropWindow::close()
{
    m_window.reset();
    m_desk.reset();
    m_catalog.reset();
}

inline void CropWindow::giveToModel(BoxId id, double score)
{
    const auto connection = must(openCatalog(m_catalog->path(), Connection::Access::ReadWrite));
    Box box = *must(BoxStore(*connection).byId(id));
    PhotoBoxes all = must(BoxStore(*connection).ofPhoto(box.photo));
    for (Box& each : all.boxes) {
        if (each.id == id) {
            each.origin = BoxOrigin::Model;
            each.score = score;
        }
    }
    must(ReviewSession(*connection, QStringLiteral("model")).apply(SetPhotoBoxes{{all}}));
    must(desk().session()->refresh());
}

} // namespace creel::test
